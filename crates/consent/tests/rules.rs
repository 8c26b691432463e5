//! Each row of the table refuses its case, and only until the one thing is mended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::collections::BTreeSet;

use common::{Scene, TODAY, bystander, held, now, place, usage, withdrawal};
use jiff::civil::{Date, date};
use safelight_consent::*;

/// A refusing case and the change that makes it lawful again.
struct Row {
    id: RuleId,
    says: &'static str,
    scene: Scene,
    mend: fn(&mut Scene),
}

fn row(id: RuleId, says: &'static str, spoil: impl FnOnce(&mut Scene), mend: fn(&mut Scene)) -> Row {
    let mut scene = Scene::lawful();
    spoil(&mut scene);
    Row {
        id,
        says,
        scene,
        mend,
    }
}

fn permit(text: &str) -> Vec<UseRow> {
    vec![UseRow::permit(usage(text))]
}

fn attorney(scene: &mut Scene) {
    let terms = scene.terms();
    terms.signer = Some(Signer::Attorney);
    terms.signed_by = Some("A. Attorney".into());
    terms.capacity = Some(Capacity::Lacks);
    terms.best_interests_note = Some("helps the team".into());
    terms.authority_on_file = true;
}

fn parent(scene: &mut Scene) {
    scene.terms().signer = Some(Signer::Parent);
    scene.terms().signed_by = Some("A. Parent".into());
    scene.terms().date_of_birth = Some(date(2016, 1, 1));
}

fn session(scene: &mut Scene) {
    scene.terms().covers = Covers::Session(Session::new(date(2026, 6, 1), date(2026, 6, 2)).unwrap());
}

fn aged(scene: &mut Scene, band: AgeBand, signed: Date) {
    let terms = scene.terms();
    (terms.date_of_birth, terms.age_band, terms.signed_on) = (None, Some(band), Some(signed));
}

#[rustfmt::skip]
fn table() -> Vec<Row> {
    use RuleId::*;
    vec![
        row(G01, "Say exactly what this copy is for.",
            |s| s.requested = None,
            |s| s.request("teaching:institution")),
        row(G02, "No written consent is linked for P1.",
            |s| s.records[0].linked = false,
            |s| s.records[0].linked = true),
        row(G02, "No written consent is linked for P1.",
            |s| s.terms().person = "P2".into(),
            |s| s.terms().person = "P1".into()),
        row(G02, "No written consent is linked for 1 of the 2 people in this photo.",
            |s| s.photo.people = Some(2),
            |s| { s.people.push(Person::new("P2")); s.records.push(held(2, "P2")); }),
        row(G02, "No written consent is linked for P2.",
            |s| { s.people.push(Person::at("P2", Some(place(0)))); s.photo.people = Some(2); s.people[1].face_cover = Some(FaceCover::Covered); },
            |s| s.records.push(held(2, "P2"))),
        row(G02, "1 of the 2 bystanders declared hidden can be seen.",
            |s| { s.photo.people = Some(3); s.photo.bystanders = vec![bystander(0, true), bystander(1, false)]; },
            |s| s.photo.bystanders[1].hidden = true),
        row(G02, "Everyone in this photo is said to be a hidden bystander. Whom it is about always needs a record.",
            |s| { s.people.clear(); s.records.clear(); s.photo.bystanders = vec![bystander(0, true)]; },
            |s| { *s = Scene::lawful(); s.photo.people = Some(2); s.photo.bystanders = vec![bystander(0, true)]; }),
        row(G02, "This register asks for written consent for clinical recordings too.",
            |s| { *s = Scene::nobody(); s.photo.no_person.as_mut().unwrap().kind = NoPersonKind::Clinical; },
            |s| s.photo.strictness = Strictness::ClinicalDeclared),
        row(G03, "Nobody has said how many people this photo shows.",
            |s| s.photo.people = None,
            |s| s.photo.people = Some(1)),
        row(G03, "Nobody has declared that no person is in this photo.",
            |s| { *s = Scene::nobody(); s.photo.no_person = None; },
            |s| s.photo.no_person = Scene::nobody().photo.no_person),
        row(G03, "Nobody has declared that no person is in this photo.",
            |s| { *s = Scene::nobody(); s.photo.no_person.as_mut().unwrap().by = " ".into(); },
            |s| s.photo.no_person.as_mut().unwrap().by = "Dr A".into()),
        row(G03, "2 possible faces were found; 1 people are listed.",
            |s| s.photo.faces = Some(2),
            |s| s.photo.faces = Some(1)),
        row(G03, "1 possible faces were found; 0 people are listed.",
            |s| { *s = Scene::nobody(); s.photo.faces = Some(1); },
            |s| s.photo.faces = None),
        row(G03, "2 people are listed; the photo is said to show 1.",
            |s| { s.people.push(Person::new("P2")); s.records.push(held(2, "P2")); },
            |s| s.photo.people = Some(2)),
        row(G03, "2 people are listed; the photo is said to show 1.",
            |s| s.photo.bystanders = vec![bystander(0, true)],
            |s| s.photo.people = Some(2)),
        row(G03, "3 possible faces were found; 2 people are listed.",
            |s| { s.photo.people = Some(2); s.photo.faces = Some(3); s.photo.bystanders = vec![bystander(0, true)]; },
            |s| { s.photo.people = Some(3); s.photo.bystanders.push(bystander(1, true)); }),
        row(G03, "It was declared that nobody is in this photo, yet 1 people were counted.",
            |s| s.photo.no_person = Scene::nobody().photo.no_person,
            |s| s.photo.no_person = None),
        row(G04, "This consent is refused.",
            |s| s.terms().status = Status::Refused,
            |s| s.terms().status = Status::Active),
        row(G04, "This consent is refused.",
            |s| { let mut other = held(2, "P1"); other.linked = false; other.record.terms.status = Status::Refused; s.records.push(other); },
            |s| s.records[1].record.terms.uses = permit("press:public")),
        row(G04, "This consent is a draft.",
            |s| s.terms().status = Status::Draft,
            |s| s.terms().status = Status::Active),
        row(G04, "This consent is superseded.",
            |s| s.terms().status = Status::Superseded,
            |s| s.records.push(held(2, "P1"))),
        row(G04, "This consent is entered in error.",
            |s| s.terms().status = Status::EnteredInError,
            |s| s.records.push(held(2, "P1"))),
        row(G05, "Withdrawn on 2026-06-10. No new copies; see the 1 already made.",
            |s| {
                s.terms().status = Status::Withdrawn;
                s.records[0].record.withdrawals = vec![withdrawal(Withdrawn::Everything)];
                s.records[0].copies = vec![None];
                s.records.push(held(2, "P1"));
            },
            |s| s.terms().status = Status::Superseded),
        row(G05, "Withdrawn on 2026-06-10. No new copies; see the 0 already made.",
            |s| {
                let mut other = held(2, "P1");
                other.linked = false;
                other.record.terms.status = Status::Withdrawn;
                other.record.withdrawals = vec![withdrawal(Withdrawn::Everything)];
                s.records.push(other);
            },
            |s| s.records[1].record.terms.uses = permit("press:public")),
        row(G05, "Withdrawn on 2026-06-10. No new copies; see the 0 already made.",
            |s| {
                let mut other = held(2, "P1");
                other.record.terms.status = Status::Withdrawn;
                other.record.terms.uses = permit("press:public");
                other.record.withdrawals = vec![withdrawal(Withdrawn::Everything)];
                s.records.push(other);
            },
            |s| s.records[1].linked = false),
        row(G05, "This use was withdrawn on 2026-06-10. No new copies; see the 0 already made.",
            |s| s.records[0].record.withdrawals = vec![withdrawal(Withdrawn::Uses(vec![usage("teaching:institution")]))],
            |s| s.request("teaching:named-group")),
        row(G06, "This consent ended on 2026-06-14.",
            |s| s.terms().valid_until = Some(date(2026, 6, 14)),
            |s| s.terms().valid_until = Some(TODAY)),
        row(G06, "This consent ended on 2026-06-14.",
            |s| s.terms().review_on = Some(date(2026, 6, 14)),
            |s| s.terms().review_on = Some(TODAY)),
        row(G06, "Their consent to this use ended on 2026-06-14.",
            |s| s.terms().uses[0].until = Some(date(2026, 6, 14)),
            |s| s.terms().uses[0].until = Some(TODAY)),
        row(G06, "All the copies they agreed to were made; there are 2.",
            |s| { s.terms().uses[0].max_copies = Some(2); s.records[0].copies = vec![None, Some(usage("teaching:named-group"))]; },
            |s| s.records[0].copies[1] = Some(usage("press:public"))),
        row(G06, "They agreed to one copy; 1 made.",
            |s| { s.terms().conditions = vec![Condition::OneTime]; s.records[0].copies = vec![Some(usage("press:public"))]; },
            |s| s.records[0].copies.clear()),
        row(G07, "The signing date is missing or in the future.",
            |s| s.terms().signed_on = None,
            |s| s.terms().signed_on = Some(date(2026, 5, 1))),
        row(G07, "The signing date is missing or in the future.",
            |s| { s.today = date(2026, 5, 2); s.terms().signed_on = Some(date(2026, 5, 3)); },
            |s| s.today = date(2026, 5, 3)),
        row(G07, "The signing date is missing or in the future.",
            |s| s.terms().signed_on = Some(date(2026, 5, 4)),
            |s| s.terms().signed_on = Some(date(2026, 5, 3))),
        row(G08, "Consent covers teaching, not the press.",
            |s| s.request("press:institution"),
            |s| s.request("teaching:treating-team")),
        row(G09, "Consent stops at the institution.",
            |s| s.request("teaching:closed-online-group"),
            |s| s.request("teaching:institution")),
        row(G10, "Agreed for Ward 3 only.",
            |s| { s.terms().uses = permit("teaching:public:Ward 3"); s.request("teaching:institution:Ward 4"); },
            |s| s.request("teaching:institution:ward 3 ")),
        row(G10, "Agreed for Ward 3 only.",
            |s| { s.terms().uses = permit("teaching:public:Ward 3"); s.request("teaching:institution"); },
            |s| s.terms().uses = permit("teaching:public")),
        row(G11, "They said no to this use.",
            |s| s.terms().uses.push(UseRow::deny(usage("teaching:institution"))),
            |s| s.request("teaching:named-group")),
        row(G11, "They said no to this use.",
            |s| {
                let mut other = held(2, "P1");
                other.linked = false;
                other.record.terms.uses = vec![UseRow::deny(usage("teaching:treating-team:Ward 3"))];
                s.records.push(other);
            },
            |s| s.request("teaching:institution:Ward 4")),
        row(G11, "They said no to commercial use.",
            |s| { s.terms().uses = permit("marketing:public"); s.request("marketing:public"); s.terms().conditions = vec![Condition::NoCommercial]; },
            |s| { s.terms().uses = permit("journal:public"); s.request("journal:public"); }),
        row(G12, "This photo is not part of what they agreed to.",
            |s| { session(s); s.photo.taken_on = Some(date(2026, 5, 31)); },
            |s| s.photo.taken_on = Some(date(2026, 6, 1))),
        row(G13, "This photo was taken on 2026-06-03; what they agreed to ended on 2026-06-02.",
            |s| { session(s); s.photo.taken_on = Some(date(2026, 6, 3)); },
            |s| s.photo.taken_on = Some(date(2026, 6, 2))),
        row(G13, "Enter the date the photo was taken.",
            |s| { session(s); s.photo.taken_on = None; },
            |s| s.terms().covers = Covers::Photos),
        row(G14, "The signed form is missing.",
            |s| s.records[0].form = FormState::Missing,
            |s| s.records[0].form = FormState::Sound),
        row(G14, "The signed form is missing.",
            |s| s.records[0].record.form = None,
            |s| s.records[0].record.form = held(1, "P1").record.form),
        row(G15, "The form file changed since it was attached.",
            |s| s.records[0].form = FormState::Changed,
            |s| s.records[0].form = FormState::Sound),
        row(G16, "This record is incomplete: who signed.",
            |s| s.terms().signer = None,
            |s| s.terms().signer = Some(Signer::Myself)),
        row(G16, "This record is incomplete: the form's version.",
            |s| s.terms().form_version = Some(" ".into()),
            |s| s.terms().form_version = Some("v1".into())),
        row(G16, "This record is incomplete: how they were found competent.",
            |s| s.terms().signer = Some(Signer::CompetentMinor),
            |s| s.terms().competence_note = Some("Dr B, 1 May".into())),
        row(G16, "This record is incomplete: the name of who signed.",
            |s| { parent(s); s.terms().signed_by = Some("  ".into()); },
            parent),
        row(G16, "This record is incomplete: a use.",
            |s| s.terms().uses.clear(),
            |s| s.terms().uses = permit("teaching:institution")),
        row(G17, "A relative cannot sign for this person.",
            |s| { s.terms().signer = Some(Signer::Relative); s.terms().signed_by = Some("A. Brother".into()); },
            |s| s.terms().signer = Some(Signer::Myself)),
        row(G17, "An attorney cannot sign for this person.",
            |s| { attorney(s); s.terms().authority_on_file = false; },
            attorney),
        row(G17, "An attorney cannot sign for this person.",
            |s| { attorney(s); s.terms().capacity = Some(Capacity::Has); },
            attorney),
        row(G17, "The person, 16 or over and with capacity cannot sign for this person.",
            |s| s.terms().date_of_birth = Some(date(2010, 5, 2)),
            |s| s.terms().date_of_birth = Some(date(2010, 5, 1))),
        row(G17, "The person, 16 or over and with capacity cannot sign for this person.",
            |s| s.terms().age_band = Some(AgeBand::From13To15),
            |s| s.terms().age_band = Some(AgeBand::From16To17)),
        row(G17, "The personal representative of someone who died cannot sign for this person.",
            |s| { s.terms().signer = Some(Signer::PersonalRepresentative); s.terms().signed_by = Some("A. Daughter".into()); },
            |s| s.terms().died_on = Some(date(2026, 4, 1))),
        row(G18, "Record why this is in their interests.",
            |s| { attorney(s); s.terms().best_interests_note = None; },
            attorney),
        row(G18, "Record why this is in their interests.",
            |s| { attorney(s); s.terms().capacity = None; },
            attorney),
        row(G19, "They objected. It stays private.",
            |s| s.terms().objection = true,
            |s| s.terms().objection = false),
        row(G19, "They objected. It stays private.",
            |s| { let mut other = held(2, "P1"); other.linked = false; other.record.terms.objection = true; s.records.push(other); },
            |s| s.records[1].record.terms.person = "P2".into()),
        row(G20, "Ask the young person themselves.",
            |s| { parent(s); s.terms().date_of_birth = Some(date(2010, 6, 15)); },
            |s| s.terms().date_of_birth = Some(date(2010, 6, 16))),
        row(G20, "Ask the young person themselves.",
            |s| { parent(s); aged(s, AgeBand::From10To12, date(2020, 6, 15)); },
            |s| aged(s, AgeBand::From10To12, date(2023, 6, 15))),
        row(G20, "Ask the young person themselves.",
            |s| { parent(s); aged(s, AgeBand::From16To17, date(2026, 5, 1)); },
            |s| s.terms().date_of_birth = Some(date(2016, 1, 1))),
        row(G20, "They may be 16 by now, and a parent's consent ends there.",
            |s| { parent(s); aged(s, AgeBand::From10To12, date(2023, 6, 14)); },
            |s| aged(s, AgeBand::From10To12, date(2023, 6, 15))),
        row(G20, "They may be 16 by now, and a parent's consent ends there.",
            |s| { parent(s); aged(s, AgeBand::From10To12, date(2020, 6, 16)); },
            |s| aged(s, AgeBand::From5To9, date(2020, 6, 16))),
        row(G20, "A parent's consent ends at 16, and the date of birth is not known.",
            |s| { parent(s); s.terms().date_of_birth = None; },
            parent),
        row(G21, "Confidentiality continues after death.",
            |s| s.terms().died_on = Some(date(2026, 4, 30)),
            |s| s.terms().died_on = Some(date(2026, 5, 1))),
        row(G21, "Confidentiality continues after death.",
            |s| { attorney(s); let mut other = held(2, "P1"); other.linked = false; other.record.terms.died_on = Some(date(2026, 6, 1)); s.records.push(other); },
            |s| s.records[1].record.terms.died_on = None),
        row(G22, "Consent needs the face hidden.",
            |s| s.terms().conditions = vec![Condition::ObscureFace],
            |s| s.photo.face_cover = FaceCover::Covered),
        row(G22, "Consent needs this hidden: tattoo.",
            |s| s.terms().conditions = vec![Condition::ObscureMark("tattoo".into())],
            |s| s.photo.hidden_marks = vec!["tattoo".into()]),
        row(G22, "Consent needs this hidden: Écusson.",
            |s| { s.terms().conditions = vec![Condition::ObscureMark("Écusson".into())]; s.photo.hidden_marks = vec!["cusson".into(), "".into()]; },
            |s| s.photo.hidden_marks = vec![" éCUSSON\t".into()]),
        row(G22, "Consent needs the face hidden.",
            |s| { s.terms().conditions = vec![Condition::ObscureFace]; s.photo.faces = Some(1); s.photo.hidden_marks = vec!["face".into()]; },
            |s| s.photo.face_cover = FaceCover::Covered),
        row(G22, "Consent needs the face hidden.",
            |s| { s.terms().conditions = vec![Condition::ObscureFace]; s.people[0] = Person::at("P1", Some(place(0))); s.photo.face_cover = FaceCover::Covered; },
            |s| { s.people[0].face_cover = Some(FaceCover::Covered); s.photo.face_cover = FaceCover::Open; }),
        row(G23, "An eye bar does not hide identity.",
            |s| s.photo.face_cover = FaceCover::EyeBar,
            |s| s.photo.face_cover = FaceCover::Covered),
        row(G24, "They asked to see the final picture.",
            |s| { s.terms().conditions = vec![Condition::ShowMeFirst]; s.photo.approved_by = vec!["P2".into()]; },
            |s| s.photo.approved_by = vec!["P1".into()]),
        row(G25, "The original changed since consent was linked.",
            |s| s.photo.linked_as = Some(PhotoDigest::of(b"before")),
            |s| s.photo.linked_as = None),
        row(G26, "The name contains “P1”, a listed person's name.",
            |s| s.photo.names = vec!["P1 for teaching".into()],
            |s| s.photo.names = vec!["P10 for teaching".into()]),
        row(G26, "The name contains “Rose Ward”, a listed person's name.",
            |s| { s.terms().name = Some("Rose Ward".into()); s.photo.names = vec!["rose_ward-2026".into()]; },
            |s| s.photo.names = vec!["rise-word-2026".into()]),
        row(G26, "The name contains “ward”, a part of a listed person's name.",
            |s| { s.terms().name = Some("Rose Ward".into()); s.photo.names = vec!["Ward 3".into()]; },
            |s| { s.photo.names.clear(); s.request("teaching:institution:Ward 3"); }),
        row(G26, "The name contains “Rose Ward”, a listed person's name.",
            |s| { s.terms().name = Some("Rose Ward".into()); s.request("teaching:institution:the RoseWard case"); },
            |s| s.request("teaching:institution:the case of a ward rose")),
        row(G26, "The name contains 9434765919, an NHS number.",
            |s| s.photo.names = vec!["case 943 476 5919".into()],
            |s| s.photo.names = vec!["case 943 476 5918".into()]),
        row(G26, "The name contains a date of birth.",
            |s| { s.terms().date_of_birth = Some(date(1980, 5, 3)); s.request("teaching:institution:born 3rd of May 1980"); },
            |s| s.request("teaching:institution:born 4th of May 1980")),
        row(G27, "8 checks left.",
            |s| s.photo.review = None,
            |s| s.photo.review = Scene::lawful().photo.review),
        row(G27, "1 checks left.",
            |s| { s.photo.review.as_mut().unwrap().items.pop(); },
            |s| s.photo.review = Scene::lawful().photo.review),
        row(G27, "8 checks left.",
            |s| s.photo.review.as_mut().unwrap().by = String::new(),
            |s| s.photo.review = Scene::lawful().photo.review),
        row(G28, "We could not prove the copy is clean. Nothing was saved.",
            |s| s.photo.proved = false,
            |s| s.photo.proved = true),
        row(G29, "This computer's clock went backwards.",
            |s| s.photo.last_entry = Some("2026-06-15T09:00:01Z".parse().unwrap()),
            |s| s.photo.last_entry = Some(now())),
    ]
}

#[test]
fn the_scenes_are_lawful_to_begin_with() {
    Scene::lawful().decide().unwrap();
    Scene::nobody().decide().unwrap();
}

#[test]
fn each_case_is_refused_by_its_rule_alone_and_its_lawful_neighbour_cleared() {
    for mut row in table() {
        let refusals = row.scene.decide().expect_err(row.says);
        let said: Vec<_> = refusals.iter().map(|it| (it.id, &*it.sentence)).collect();
        assert!(
            said.contains(&(row.id, row.says)),
            "{} {}: {said:?}",
            row.id,
            row.says
        );
        let mut ids: BTreeSet<_> = refusals.iter().map(|it| it.id).collect();
        if row.says.ends_with(": a use.") {
            assert!(ids.remove(&RuleId::G08), "no use is no purpose either");
        }
        assert_eq!(ids, BTreeSet::from([row.id]), "{said:?}");
        (row.mend)(&mut row.scene);
        if let Err(refusals) = row.scene.decide() {
            panic!("mended, and still: {refusals} (was {} {})", row.id, row.says);
        }
    }
}

#[test]
fn every_row_of_the_table_has_a_case() {
    let said: Vec<String> = table()
        .iter()
        .flat_map(|row| row.scene.decide().unwrap_err())
        .map(|refusal| refusal.sentence)
        .collect();
    for rule in RULES {
        let (start, _) = rule.sentence.split_once('{').unwrap_or((rule.sentence, ""));
        let last = rule.sentence.rsplit('}').next().unwrap();
        assert!(
            said.iter().any(|it| it.starts_with(start) && it.ends_with(last)),
            "no case says: {} {}",
            rule.id,
            rule.sentence
        );
    }
}

#[test]
fn what_has_ended_stays_ended() {
    let ends: [fn(&mut Scene); 4] = [
        |s| s.terms().uses[0].until = Some(TODAY),
        |s| s.terms().valid_until = Some(TODAY),
        |s| s.terms().review_on = Some(TODAY),
        |s| {
            parent(s);
            s.terms().date_of_birth = Some(date(2010, 6, 16));
        },
    ];
    for end in ends {
        let mut scene = Scene::lawful();
        end(&mut scene);
        scene.decide().unwrap();
        for _ in 0..400 {
            scene.today = scene.today.tomorrow().unwrap();
            assert!(scene.decide().is_err(), "cleared again on {}", scene.today);
        }
    }
}

#[test]
fn all_refusals_come_at_once() {
    let mut scene = Scene::lawful();
    scene.photo.proved = false;
    scene.photo.review = None;
    scene.terms().objection = true;
    scene.terms().signed_on = None;
    scene.request("press:public");
    let ids: Vec<_> = scene.decide().unwrap_err().iter().map(|it| it.id).collect();
    use RuleId::*;
    assert_eq!(ids, [G07, G08, G19, G27, G28]);
}

#[test]
fn a_refusal_names_the_person_and_the_record() {
    let mut scene = Scene::lawful();
    scene.terms().objection = true;
    let refusals = scene.decide().unwrap_err();
    let json = serde_json::to_value(&refusals).unwrap();
    assert_eq!(json[0]["id"], "G19");
    assert_eq!(json[0]["person"], "P1");
    assert_eq!(json[0]["record"], scene.records[0].record.id.to_string());
    assert_eq!(json[0]["remedy"], "Respect it.");
    assert_eq!(json[0]["remedies"][0]["step"], "respect");
    let source = "GMC, Making and using visual and audio recordings of patients";
    assert_eq!(json[0]["source"], source);
}

#[test]
fn every_rule_has_its_reason_in_somebodys_words_and_a_way_out() {
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), 29);
    for rule in RULES {
        assert!(!rule.source.is_empty() && rule.quote.len() < 180, "{}", rule.id);
        assert!(!rule.quote.is_empty(), "{}", rule.id);
    }
    for row in table() {
        for refusal in row.scene.decide().unwrap_err() {
            assert!(!refusal.remedies.is_empty(), "{refusal:?}");
        }
    }
}

fn remedies(scene: &Scene, id: RuleId) -> Vec<Remedy> {
    let refusals = scene.decide().unwrap_err();
    let of_rule = refusals.into_iter().filter(|it| it.id == id);
    of_rule.flat_map(|it| it.remedies).collect()
}

#[test]
fn a_remedy_names_the_records_that_would_clear_and_no_other() {
    let mut scene = Scene::lawful();
    scene.records = vec![held(1, "P1"), held(2, "P1"), held(3, "P1"), held(4, "P2")];
    scene.records[1].record.terms.uses = permit("press:public");
    scene.records[2].record.terms.status = Status::Draft;
    for held in &mut scene.records {
        held.linked = false;
    }
    let link = Remedy::LinkRecord {
        person: Some("P1".into()),
        records: vec![scene.records[0].record.id],
    };
    assert_eq!(remedies(&scene, RuleId::G02)[0], link);
    scene.records[0].linked = true;
    scene.decide().unwrap();
}

#[test]
fn a_remedy_names_the_uses_that_everyone_agreed_to() {
    let mut scene = Scene::lawful();
    scene.people.push(Person::new("P2"));
    scene.photo.people = Some(2);
    scene.records.push(held(2, "P2"));
    scene.records[0].record.terms.uses.extend(permit("press:public"));
    scene.request("journal:public");
    let agreed = vec![usage("teaching:institution")];
    assert_eq!(remedies(&scene, RuleId::G08)[0], Remedy::ChooseUse { agreed });
    scene.request("teaching:institution");
    scene.decide().unwrap();
}

#[test]
fn a_remedy_names_the_faces_the_places_and_the_fields() {
    let mut scene = Scene::lawful();
    scene.terms().conditions = vec![Condition::ObscureFace];
    scene.photo.open_faces = vec![2];
    assert_eq!(
        remedies(&scene, RuleId::G22),
        [Remedy::HideFaces { faces: vec![2] }]
    );
    scene.people[0] = Person::at("P1", Some(place(0)));
    let places = vec![place(0)];
    assert_eq!(remedies(&scene, RuleId::G22), [Remedy::HidePlaces { places }]);
    let mut scene = Scene::lawful();
    scene.terms().signer = Some(Signer::Parent);
    let correct = |fields| Remedy::CorrectRecord {
        record: held(1, "P1").record.id,
        fields,
    };
    assert_eq!(remedies(&scene, RuleId::G16), [correct(vec![Field::SignedBy])]);
    assert_eq!(remedies(&scene, RuleId::G20), [correct(vec![Field::DateOfBirth])]);
    let json = serde_json::to_value(correct(vec![Field::SignedBy])).unwrap();
    assert_eq!(
        (&json["step"], &json["fields"][0]),
        (&"correct-record".into(), &"signed-by".into())
    );
}

#[test]
fn a_refused_record_hides_nothing_of_what_is_wrong_with_another() {
    let mut scene = Scene::lawful();
    scene.terms().form_version = None;
    let mut refused = held(2, "P1");
    refused.record.terms.status = Status::Refused;
    scene.records.push(refused);
    let ids: Vec<_> = scene.decide().unwrap_err().iter().map(|it| it.id).collect();
    assert_eq!(ids, [RuleId::G04, RuleId::G16]);
}

#[test]
fn a_person_who_is_hidden_needs_a_record_all_the_same() {
    let mut scene = Scene::lawful();
    scene.records.clear();
    scene.people[0] = Person::at("P1", Some(place(0)));
    scene.people[0].face_cover = Some(FaceCover::Covered);
    scene.photo.face_cover = FaceCover::Covered;
    assert!(scene.decide().unwrap_err().has(RuleId::G02));
}

#[test]
fn names_that_tell_who_somebody_is() {
    let born = date(1980, 5, 3);
    let told = [
        "Smith",
        "SMITH 2026",
        "smith2026",
        "AnnaSmith",
        "annmarysmith",
        "annsmith2",
        "x Ann-Mary y",
        "1980-05-03",
        "03.05.1980",
        "5/3/80",
        "19800503",
        "030580",
        "3 May 1980",
        "May 3rd, 80",
        "NHS 9434765919",
        "943-476-5919",
        "a.b@example.org",
        "0161 496 0123",
        "+44 161 496 0123",
        "M1 2AB",
        "sw1a1aa",
        "MRN 12345",
        "hospital no. 998877",
        "P1",
    ];
    let silent = [
        "teaching",
        "Hospital 2026",
        "2026-06-15-10",
        "943-47-65919",
        "Smithy",
        "goldsmiths",
        "1980-05-04",
        "May 1980",
        "9434765918",
        "a@b",
        "photo 12345",
        "ward 7",
        "copies for the journal 2026-06-15",
        "MRN scan",
        "Dr",
        "",
        "P",
        "1",
    ];
    let named = |name: &str| {
        let mut scene = Scene::lawful();
        scene.terms().name = Some("Dr Ann-Mary Smith".into());
        scene.terms().date_of_birth = Some(born);
        scene.photo.names = vec![name.to_owned()];
        scene.decide().is_err_and(|it| it.has(RuleId::G26))
    };
    for name in told {
        assert!(named(name), "{name}");
    }
    for name in silent {
        assert!(!named(name), "{name}");
    }
}

#[test]
fn nothing_known_is_nothing_cleared() {
    let photo = Photo::unknown(PhotoDigest::of(b"photo"), now());
    assert!(decide(&photo, &[], &[], None, TODAY).is_err());
    let asked = usage("direct-care:treating-team");
    assert!(decide(&photo, &[], &[], Some(&asked), TODAY).is_err());
}

#[test]
fn a_clearance_says_what_it_is_for() {
    let mut scene = Scene::lawful();
    scene.photo.people = Some(2);
    scene.people.insert(0, Person::new("P2"));
    scene.records.push(held(2, "P2"));
    let clearance = scene.decide().unwrap();
    assert_eq!(clearance.photo(), scene.photo.digest);
    assert_eq!(clearance.usage(), &usage("teaching:institution"));
    assert_eq!(clearance.people(), ["P1", "P2"]);
    let ids: Vec<_> = clearance.records().iter().map(|it| it.0.as_u128()).collect();
    assert_eq!(ids, [1, 2]);
    assert_eq!(clearance.rules().len(), 29);
    assert_eq!(clearance.today(), TODAY);
}

#[test]
fn the_guide_has_the_table_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written.ends_with(&rules_as_markdown()),
        "RULES.md is out of date; its table should be:\n{}",
        rules_as_markdown()
    );
}
