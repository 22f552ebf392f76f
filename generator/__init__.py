"""Gongshi: publish how citizen requests were handled, with the formula beside every figure."""
