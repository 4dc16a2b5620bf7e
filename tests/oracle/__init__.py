"""A second, independent implementation of what the product decides: plain Python and Fractions, no product code."""
