"""Public money: budgets, final accounts and the three public expenses."""
