"""Speed, side by side with a floor measured in the same run. No test depends on it."""
