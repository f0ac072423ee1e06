"""What is measured by hand, and shown: costs, figures, pictures."""
