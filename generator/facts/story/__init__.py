"""The month's story: findings of a month, from public figures and verdicts alone, before they have words."""
