"""Statements as workbooks: templates to fill in, filled ones read back, errors written into a copy at the cell."""
