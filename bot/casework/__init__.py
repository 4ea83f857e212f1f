"""What commands on a case share: who decides, what follows, what each person is shown."""
