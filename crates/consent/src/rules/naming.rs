//! What names around a copy give away: listed people, NHS numbers, dates of birth, other identifiers.
//!
//! Sources: ICMJE, *Protection of research participants*; HIPAA 164.514(b)(2)(i), (A) to (R); NHS Data Model and
//! Dictionary, *NHS Number* (the check digit, modulus 11); BS 7666 (postcodes).

use jiff::civil::Date;

use super::{Case, Fill};

pub(super) fn names_somebody(case: &Case) -> Option<Fill> {
    let outlet = case.requested.and_then(|it| it.outlet.as_deref());
    let folders = case.photo.names.iter().map(String::as_str);
    let found = folders
        .filter_map(|name| in_folder(case, name))
        .chain(outlet.and_then(|name| in_any(case, &Words::of(name))))
        .next()?;
    Some(vec![("match", found)])
}

/// A folder's name is chosen freely, so that a part of a person's name is enough.
fn in_folder(case: &Case, name: &str) -> Option<String> {
    let words = Words::of(name);
    in_any(case, &words)
        .or_else(|| {
            let parts = names(case).flat_map(|name| Words::of(name).0);
            parts
                .filter(|part| is_telling(part))
                .find(|part| words.0.contains(part))
                .map(|part| format!("“{part}”, a part of a listed person's name"))
        })
        .or_else(|| other_identifier(name, &words))
}

/// An outlet is what the consent itself names: it may share a word with a person's name.
fn in_any(case: &Case, words: &Words) -> Option<String> {
    let pseudonyms = case.people.iter().map(|it| it.pseudonym.as_str());
    if let Some(name) = pseudonyms.chain(names(case)).find(|name| words.hold(name)) {
        return Some(format!("“{}”, a listed person's name", name.trim()));
    }
    if let Some(number) = words.nhs_number() {
        return Some(format!("{number}, an NHS number"));
    }
    let born = records(case).filter_map(|held| held.record.terms.date_of_birth);
    born.into_iter()
        .find(|born| words.hold_date(*born))
        .map(|_| "a date of birth".to_owned())
}

fn records<'a>(case: &'a Case) -> impl Iterator<Item = &'a crate::photo::HeldRecord> {
    case.people.iter().flat_map(|it| case.held_by(&it.pseudonym))
}

/// The names of the people listed, and of those who signed for them.
fn names<'a>(case: &'a Case) -> impl Iterator<Item = &'a str> {
    records(case).flat_map(|held| {
        let terms = &held.record.terms;
        [terms.name.as_deref(), terms.signed_by.as_deref()]
            .into_iter()
            .flatten()
    })
}

/// What tells who somebody is without being known from a record.
fn other_identifier(name: &str, words: &Words) -> Option<String> {
    if let Some(address) = name.split_whitespace().find(|it| is_address(it)) {
        return Some(format!("{address}, an e-mail address"));
    }
    if let Some(number) = words.telephone() {
        return Some(format!("{number}, a telephone number"));
    }
    if let Some(number) = words.after(NUMBERED) {
        return Some(format!("{number}, a hospital number"));
    }
    words.postcode().map(|postcode| format!("{postcode}, a postcode"))
}

fn is_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(before, after)| !before.is_empty() && after.trim_end_matches('.').contains('.'))
}

/// What a hospital's number for a person is announced by.
const NUMBERED: &[&str] = &["mrn", "nhs", "hospital", "hosp", "patient", "crn", "pid"];

/// Words in names that tell nobody from anybody.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "de", "da", "la", "le", "van", "von", "der", "al", "bin",
];

fn is_telling(part: &str) -> bool {
    part.chars().count() > 1 && part.chars().all(char::is_alphabetic) && !TITLES.contains(&part)
}

/// NHS Data Model and Dictionary, *NHS Number*: the tenth digit makes the sum of the ten, weighed 10 down to 1, a
/// multiple of 11.
fn is_nhs_number(digits: &str) -> bool {
    let weighed = digits
        .chars()
        .filter_map(|it| it.to_digit(10))
        .zip((1..=10).rev());
    weighed.map(|(digit, weight)| digit * weight).sum::<u32>() % 11 == 0
}

/// A text's runs of letters and of digits, in small letters; a capital letter behind a small one begins another word.
struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut before = None;
        for letter in text.chars() {
            if letter.is_alphanumeric() {
                let goes_on = before.is_some_and(|it: char| {
                    it.is_numeric() == letter.is_numeric() && !(it.is_lowercase() && letter.is_uppercase())
                });
                match words.last_mut().filter(|_| goes_on) {
                    Some(word) => word.extend(letter.to_lowercase()),
                    None => words.push(letter.to_lowercase().collect()),
                }
            }
            before = Some(letter).filter(|it| it.is_alphanumeric());
        }
        Self(words)
    }

    /// Whether a name's words, or its first and last, stand here one behind the other, or all in one.
    fn hold(&self, name: &str) -> bool {
        let name: Vec<String> = Self::of(name)
            .0
            .into_iter()
            .skip_while(|it| TITLES.contains(&it.as_str()))
            .collect();
        match name.as_slice() {
            [first, _, .., last] => self.holds(&name) || self.holds(&[first.clone(), last.clone()]),
            _ => self.holds(&name),
        }
    }

    fn holds(&self, name: &[String]) -> bool {
        let joined = name.concat();
        !name.is_empty()
            && (self.0.windows(name.len()).any(|it| it == name)
                || joined.chars().count() >= 6 && self.0.iter().any(|it| it.contains(&joined)))
    }

    /// Ten digits in one, or as they are printed: three, three and four.
    fn nhs_number(&self) -> Option<String> {
        let digits = |word: &String, count| word.len() == count && word.bytes().all(|it| it.is_ascii_digit());
        let shaped = |it: &&[String]| match it {
            [all] => digits(all, 10),
            [one, two, three] => digits(one, 3) && digits(two, 3) && digits(three, 4),
            _ => false,
        };
        let mut numbers = self.0.windows(1).chain(self.0.windows(3)).filter(shaped);
        numbers.find_map(|it| Some(it.concat()).filter(|number| is_nhs_number(number)))
    }

    /// Runs of digits, alone or behind one another, that make a telephone number: 11 digits from 0, or 12 from 44.
    fn telephone(&self) -> Option<String> {
        (0..self.0.len()).find_map(|from| {
            let mut number = String::new();
            for word in self.0.iter().skip(from) {
                if number.len() >= 11 || !word.bytes().all(|it| it.is_ascii_digit()) {
                    break;
                }
                number.push_str(word);
            }
            let called = number.len() == 11 && number.starts_with('0')
                || number.len() == 12 && number.starts_with("44");
            called.then_some(number)
        })
    }

    /// A number of five digits or more behind one of these words, with `no` or `number` between or not.
    fn after(&self, announced_by: &[&str]) -> Option<&str> {
        let filler = |it: &&String| matches!(it.as_str(), "no" | "nr" | "num" | "number" | "id");
        self.0.iter().enumerate().find_map(|(at, word)| {
            let next = self.0.iter().skip(at + 1).find(|it| !filler(it))?;
            let number = next.len() >= 5 && next.bytes().all(|it| it.is_ascii_digit());
            (number && announced_by.contains(&word.as_str())).then_some(next.as_str())
        })
    }

    /// BS 7666: an outward part such as `M1` or `SW1A`, then a digit and two letters.
    fn postcode(&self) -> Option<String> {
        let letters =
            |word: &str, most| word.len() <= most && word.bytes().all(|it| it.is_ascii_alphabetic());
        let digits = |word: &str, most| word.len() <= most && word.bytes().all(|it| it.is_ascii_digit());
        let inward = |digit: &str, unit: &str| digits(digit, 1) && letters(unit, 2) && unit.len() == 2;
        let found = |it: &[String]| match it {
            [area, district, digit, unit] => letters(area, 2) && digits(district, 2) && inward(digit, unit),
            [area, district, letter, digit, unit] => {
                letters(area, 2) && digits(district, 1) && letters(letter, 1) && inward(digit, unit)
            }
            _ => false,
        };
        let mut windows = self.0.windows(4).chain(self.0.windows(5));
        windows.find(|it| found(it)).map(|it| it.concat().to_uppercase())
    }

    /// Whether a day is written here: with its month as a number or a name, in any of the usual orders.
    fn hold_date(&self, day: Date) -> bool {
        let (year, month, date) = (
            format!("{:04}", day.year()),
            format!("{:02}", day.month()),
            format!("{:02}", day.day()),
        );
        let short = year.get(2..).unwrap_or_default();
        let squeezed = [
            [&year, &month, &date].map(String::as_str),
            [&date, &month, &year].map(String::as_str),
            [&month, &date, &year].map(String::as_str),
            [short, &month, &date],
            [&date, &month, short],
            [&month, &date, short],
        ]
        .map(|it| it.concat());
        if self.0.iter().any(|word| squeezed.contains(word)) {
            return true;
        }
        let is = |word: &str, number: &str| word.trim_start_matches('0') == number.trim_start_matches('0');
        let is_year = |word: &str| word == year || word == short;
        let is_month = |word: &str| is(word, &month) || is_month_name(word, day.month());
        let said: Vec<&str> = self
            .0
            .iter()
            .map(String::as_str)
            .filter(|it| !matches!(*it, "st" | "nd" | "rd" | "th" | "of"))
            .collect();
        said.windows(3).any(|it| match it {
            [a, b, c] => {
                is_year(a) && is_month(b) && is(c, &date)
                    || is(a, &date) && is_month(b) && is_year(c)
                    || is_month(a) && is(b, &date) && is_year(c)
            }
            _ => false,
        })
    }
}

/// Whether a word is an English month's name, or its first three letters or more.
fn is_month_name(word: &str, month: i8) -> bool {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = usize::try_from(month - 1).ok().and_then(|at| NAMES.get(at));
    word.len() >= 3 && name.is_some_and(|name| name.starts_with(word))
}
