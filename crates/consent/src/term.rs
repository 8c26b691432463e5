//! How a closed list of terms is written down once: variant, identifier, plain words.

/// An identifier that names none of the terms of its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not a {list}; choose one of: {known}")]
pub struct UnknownTerm {
    /// What was given.
    pub given: String,
    /// The list's name, such as `purpose`.
    pub list: &'static str,
    /// Every identifier of the list, separated by spaces.
    pub known: String,
}

/// Declares an enumeration whose identifiers, words and serialised form come from one list.
macro_rules! terms {
    (
        $(#[$meta:meta])*
        $name:ident, $list:literal {
            $( $variant:ident = $id:literal, $label:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( #[doc = $label] $variant, )+
        }

        impl $name {
            /// Every term, in the order of the list.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The identifier scripts and files use.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id, )+ }
            }

            /// The same in plain words.
            pub const fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownTerm;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                match given {
                    $( $id => Ok(Self::$variant), )+
                    _ => Err($crate::UnknownTerm {
                        given: given.to_owned(),
                        list: $list,
                        known: [ $( $id, )+ ].join(" "),
                    }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.id())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let given = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                given.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use terms;
