"""What the office tells a supplier about a file: findings by value, a marked workbook, a page, the quality of supply.

Internal, all of it: values of cells are shown, or nobody could mend them. Nothing published is made here.
"""
