"""The providers that can carry a call between two people, behind one port."""
