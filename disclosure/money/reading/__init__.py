"""Reading printed figures: the cells of tables and the numbers in Chinese prose."""
