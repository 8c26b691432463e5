//! Concise binary objects (RFC 8949), as far as content credentials use them, and bounded.

use crate::bytes::{array, be16, be32};

/// One value. Numbers and byte strings tell nothing here.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Other,
}

impl<'a> Value<'a> {
    /// The first value of some bytes.
    pub(super) fn read(data: &'a [u8]) -> Option<Self> {
        const MOST_VALUES: usize = 10_000;
        let mut reader = Reader {
            data,
            at: 0,
            left: MOST_VALUES,
        };
        reader.value(0)
    }

    pub(super) fn as_text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a name in a map.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else {
            return None;
        };
        let (_, value) = pairs.iter().find(|(key, _)| key.as_text() == Some(name))?;
        Some(value)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_text()
    }

    pub(super) fn items(&self) -> std::slice::Iter<'_, Self> {
        match self {
            Self::List(items) => items.iter(),
            _ => [].iter(),
        }
    }

    /// The values of a name in any map inside.
    pub(super) fn find_all(&self, name: &str) -> Vec<&Self> {
        match self {
            Self::List(items) => items.iter().flat_map(|item| item.find_all(name)).collect(),
            Self::Map(pairs) => pairs
                .iter()
                .flat_map(|(key, value)| {
                    let own = (key.as_text() == Some(name)).then_some(value);
                    own.into_iter().chain(value.find_all(name))
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    left: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        const DEEPEST: usize = 32;
        self.left = self.left.checked_sub(1)?;
        if depth > DEEPEST {
            return None;
        }
        let head = *self.data.get(self.at)?;
        self.at += 1;
        let (major, short) = (head >> 5, head & 31);
        // A length that only its end tells.
        if short == 31 {
            return self.unbounded(major, depth);
        }
        let argument = self.argument(short)?;
        match major {
            2 => {
                self.take(argument)?;
                Some(Value::Other)
            }
            3 => Some(Value::Text(std::str::from_utf8(self.take(argument)?).ok()?)),
            4 => {
                let items = (0..argument).map_while(|_| self.value(depth + 1)).collect();
                Some(Value::List(items))
            }
            5 => {
                let pairs = (0..argument)
                    .map_while(|_| Some((self.value(depth + 1)?, self.value(depth + 1)?)))
                    .collect();
                Some(Value::Map(pairs))
            }
            6 => self.value(depth + 1),
            _ => Some(Value::Other),
        }
    }

    fn argument(&mut self, short: u8) -> Option<u64> {
        let (value, length) = match short {
            0..=23 => (u64::from(short), 0),
            24 => (u64::from(*self.data.get(self.at)?), 1),
            25 => (u64::from(be16(self.data, self.at)?), 2),
            26 => (u64::from(be32(self.data, self.at)?), 4),
            27 => (u64::from_be_bytes(array(self.data, self.at)?), 8),
            _ => return None,
        };
        self.at += length;
        Some(value)
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let end = self.at.checked_add(usize::try_from(length).ok()?)?;
        let bytes = self.data.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    fn unbounded(&mut self, major: u8, depth: usize) -> Option<Value<'a>> {
        let mut items = Vec::new();
        while *self.data.get(self.at)? != 0xFF {
            items.push(self.value(depth + 1)?);
        }
        self.at += 1;
        Some(match major {
            4 => Value::List(items),
            5 => {
                let mut pairs = Vec::new();
                let mut items = items.into_iter();
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    pairs.push((key, value));
                }
                Value::Map(pairs)
            }
            _ => Value::Other,
        })
    }
}
