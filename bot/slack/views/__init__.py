"""What people see: functions of values that give messages and views. None of them asks the book, Slack or the clock."""
