"""Publisher: from a folder of bilingual posts to an EPUB and a print PDF."""

__version__ = "0.1.0"
