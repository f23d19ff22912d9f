"""Stage 2: working time minus busy time is what can be booked. Pure: no Django, no clock."""
