"""One file of the content folder → `Manuscript`."""
