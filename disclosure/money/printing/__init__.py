"""The printable statement: one plain document, written as PDF and as DOCX with the same words."""
