"""A policy as a paper: DOCX and PDF of the version that the public reads (规范文本，提供Word、PDF下载)."""
