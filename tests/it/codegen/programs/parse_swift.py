"""Names each place of a Swift file that does not follow the grammar of the language."""

import sys

import tree_sitter
import tree_sitter_swift

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))


def wrong(node):
    if node.is_error or node.is_missing:
        yield node
    for child in node.children:
        yield from wrong(child)


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        tree = parser.parse(file.read())
    for node in wrong(tree.root_node):
        print(f"{path}:{node.start_point[0] + 1}: {node.type}")
