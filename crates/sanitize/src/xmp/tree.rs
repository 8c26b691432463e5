//! A packet as a tree of properties. Attributes and elements are the same (ISO 16684-1, 7.4).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One element or attribute.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The prefix before its name.
    pub(super) prefix: String,
    /// Its name without the prefix.
    pub(super) name: String,
    pub(super) text: String,
    children: Vec<usize>,
}

impl Node {
    /// Whether it is one of RDF's own, which only hold properties.
    pub(super) fn is_structure(&self) -> bool {
        const NAMES: [&str; 9] = [
            "xmpmeta",
            "xapmeta",
            "RDF",
            "Description",
            "li",
            "Alt",
            "Bag",
            "Seq",
            "value",
        ];
        let rdf = self.name != "Description" || self.prefix != "dc";
        rdf && NAMES.contains(&self.name.as_str())
    }

    pub(super) fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }
}

/// The nodes of a packet, as many as are read.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// Reads as far as the packet is well-formed, and no further than a bound.
    pub(super) fn read(packet: &[u8]) -> Self {
        const MOST_NODES: usize = 20_000;
        const DEEPEST: usize = 60;
        let text = decoded(packet);
        let mut reader = Reader::from_str(&text);
        reader.config_mut().check_end_names = false;
        let mut tree = Self {
            nodes: vec![Node::default()],
        };
        let mut open = vec![0];
        while tree.nodes.len() < MOST_NODES && open.len() < DEEPEST {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    let node = tree.element(&open, &element);
                    open.push(node);
                }
                Ok(Event::Empty(element)) => {
                    tree.element(&open, &element);
                }
                Ok(Event::End(_)) if open.len() > 1 => {
                    open.pop();
                }
                Ok(Event::Text(text)) => tree.write(&open, &text),
                Ok(Event::CData(text)) => tree.write(&open, &text),
                Ok(Event::GeneralRef(reference)) => {
                    let character = reference.resolve_char_ref().ok().flatten();
                    match character {
                        Some(character) => tree.write(&open, character.encode_utf8(&mut [0; 4])),
                        None => tree.write(
                            &open,
                            quick_xml::escape::resolve_predefined_entity(&reference).unwrap_or_default(),
                        ),
                    }
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        tree
    }

    pub(super) fn root(&self) -> &Node {
        static NONE: Node = Node {
            prefix: String::new(),
            name: String::new(),
            text: String::new(),
            children: Vec::new(),
        };
        self.nodes.first().unwrap_or(&NONE)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    pub(super) fn children<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a Node> {
        node.children.iter().filter_map(|child| self.nodes.get(*child))
    }

    /// Every node under one.
    pub(super) fn below<'a>(&'a self, node: &'a Node) -> Vec<&'a Node> {
        let mut found: Vec<&Node> = self.children(node).collect();
        let mut next = 0;
        while let Some(node) = found.get(next).copied() {
            found.extend(self.children(node));
            next += 1;
        }
        found
    }

    /// The texts of a property: its own, or those of RDF's nodes in it.
    pub(super) fn values(&self, node: &Node) -> Vec<String> {
        let own = node.text.trim();
        let mut values: Vec<String> = (!own.is_empty()).then(|| own.to_owned()).into_iter().collect();
        for child in self.children(node) {
            if child.is_structure() || child.name == "resource" {
                values.extend(self.values(child));
            }
        }
        values
    }

    /// The texts of every property of a name under a node.
    pub(super) fn texts_named(&self, node: &Node, name: &str) -> Vec<String> {
        let below = self.below(node).into_iter();
        below
            .filter(|node| node.name == name)
            .flat_map(|node| self.values(node))
            .collect()
    }

    /// The text of a node's own property.
    pub(super) fn child_text(&self, node: &Node, name: &str) -> Option<String> {
        let child = self.children(node).find(|child| child.name == name)?;
        self.values(child).into_iter().next()
    }

    fn element(&mut self, open: &[usize], element: &BytesStart<'_>) -> usize {
        let node = self.add(open.last().copied(), element.name().as_ref(), String::new());
        for attribute in element.attributes().with_checks(false).flatten() {
            let name = attribute.key.as_ref();
            let is_syntax = name.starts_with("xml")
                || matches!(
                    name,
                    "rdf:about" | "rdf:parseType" | "x:xmptk" | "about" | "rdf:ID"
                );
            if !is_syntax {
                let value = attribute
                    .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                    .map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
                self.add(Some(node), name, value);
            }
        }
        node
    }

    fn add(&mut self, parent: Option<usize>, name: &str, text: String) -> usize {
        let (prefix, name) = name.split_once(':').unwrap_or(("", name));
        self.nodes.push(Node {
            prefix: prefix.to_owned(),
            name: name.to_owned(),
            text,
            children: Vec::new(),
        });
        let index = self.nodes.len() - 1;
        if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
            parent.children.push(index);
        }
        index
    }

    fn write(&mut self, open: &[usize], text: &str) {
        if let Some(node) = open.last().and_then(|node| self.nodes.get_mut(*node)) {
            node.text.push_str(text);
        }
    }
}

/// The packet's text: UTF-8, or UTF-16 by its byte order mark or zeros (ISO 16684-1, 7.3.2).
fn decoded(packet: &[u8]) -> String {
    let units = |of: fn([u8; 2]) -> u16| -> Vec<u16> {
        let pairs = packet.chunks_exact(2);
        pairs.filter_map(|pair| Some(of(pair.try_into().ok()?))).collect()
    };
    match packet {
        [0xFE, 0xFF, ..] | [0, b'<', ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        _ => String::from_utf8_lossy(packet).into_owned(),
    }
}
