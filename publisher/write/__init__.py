"""Sheets → bytes: one module or package for each format a book is written in."""
