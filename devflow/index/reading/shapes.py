"""The node types that define things, one row a language: what outline.py looks for in a tree."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Node types of one grammar, by what they mean to an outline."""

    functions: frozenset[str]
    classes: frozenset[str]
    """What holds further definitions under a name of its own."""
    values: frozenset[str]
    """Named values: worth a chunk only when they are long."""
    through: frozenset[str]
    """What is looked into without being a definition."""
    imports: frozenset[str]


def _shape(functions: str, classes: str, values: str, through: str, imports: str) -> Shape:
    return Shape(*(frozenset(words.split()) for words in (functions, classes, values, through, imports)))


_SCRIPT = _shape(
    "function_declaration generator_function_declaration method_definition function_signature "
    "abstract_method_signature",
    "class_declaration abstract_class_declaration class interface_declaration enum_declaration "
    "internal_module module type_alias_declaration",
    "variable_declarator pair assignment_expression public_field_definition field_definition",
    "program export_statement lexical_declaration variable_declaration expression_statement class_body "
    "object statement_block arguments call_expression arrow_function function_expression return_statement "
    "if_statement parenthesized_expression ambient_declaration",
    "import_statement",
)
_C = _shape(
    "function_definition preproc_function_def",
    "struct_specifier union_specifier enum_specifier type_definition",
    "declaration preproc_def",
    "translation_unit preproc_ifdef preproc_if preproc_else preproc_elif linkage_specification "
    "declaration_list",
    "preproc_include",
)

SHAPES = {
    "python": _shape(
        "function_definition",
        "class_definition",
        "assignment",
        "module block decorated_definition if_statement try_statement else_clause elif_clause except_clause "
        "finally_clause with_statement expression_statement",
        "import_statement import_from_statement",
    ),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
    "go": _shape(
        "function_declaration method_declaration",
        "type_spec",
        "const_spec var_spec",
        "source_file type_declaration const_declaration var_declaration var_spec_list",
        "import_declaration",
    ),
    "rust": _shape(
        "function_item macro_definition function_signature_item",
        "struct_item enum_item union_item trait_item impl_item mod_item type_item",
        "const_item static_item",
        "source_file declaration_list",
        "use_declaration extern_crate_declaration",
    ),
    "java": _shape(
        "method_declaration constructor_declaration compact_constructor_declaration",
        "class_declaration interface_declaration enum_declaration record_declaration "
        "annotation_type_declaration",
        "field_declaration constant_declaration",
        "program class_body interface_body enum_body enum_body_declarations annotation_type_body",
        "import_declaration package_declaration",
    ),
    "c": _C,
    "cpp": Shape(
        _C.functions,
        _C.classes | {"class_specifier", "namespace_definition", "alias_declaration"},
        _C.values | {"field_declaration"},
        _C.through | {"field_declaration_list", "template_declaration"},
        _C.imports | {"using_declaration"},
    ),
    "csharp": _shape(
        "method_declaration constructor_declaration local_function_statement operator_declaration",
        "class_declaration interface_declaration enum_declaration record_declaration struct_declaration "
        "namespace_declaration",
        "field_declaration property_declaration event_declaration delegate_declaration",
        "compilation_unit declaration_list file_scoped_namespace_declaration enum_member_declaration_list",
        "using_directive",
    ),
    "ruby": _shape(
        "method singleton_method",
        "class module singleton_class",
        "assignment",
        "program body_statement if unless begin",
        "",
    ),
    "php": _shape(
        "function_definition method_declaration",
        "class_declaration interface_declaration trait_declaration enum_declaration",
        "const_declaration property_declaration",
        "program namespace_definition compound_statement declaration_list if_statement enum_declaration_list",
        "namespace_use_declaration",
    ),
    "bash": _shape("function_definition", "", "variable_assignment", "program if_statement", ""),
}
