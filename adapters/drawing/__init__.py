"""Pictures and papers: matplotlib and python-docx, read in only when somebody asks for one."""

from adapters.drawing.making import Making

__all__ = ["Making"]
