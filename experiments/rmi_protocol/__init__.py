"""What steps, seed and errors of the score cost: representation mutual information as far as it is scored."""
