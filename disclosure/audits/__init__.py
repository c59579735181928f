"""Audits: reports on budget execution, audited projects, findings and their rectification."""
