"""One file made searchable: what kind it is, what it defines, which words stand where."""
