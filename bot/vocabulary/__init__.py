"""The closed lists the agencies agreed on, by subject, and the numbers they share."""
