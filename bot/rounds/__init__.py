"""What happens because time passes: what is due is rung, said once, and looked after."""
