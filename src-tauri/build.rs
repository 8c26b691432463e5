//! Every command of the window by name, so that each gets a permission of its own.

const COMMANDS: &[&str] = &[
    // settings
    "register_state",
    "create_register",
    "unlock_register",
    "lock_register",
    "settings",
    "choose_output_folder",
    "set_strictness",
    "set_profile",
    // keeping
    "stir",
    "set_idle_minutes",
    "back_up_register",
    "restore_register",
    "change_passphrase",
    "unlock_from_keychain",
    "set_keychain",
    // photos
    "photos",
    "photo",
    "add_dropped",
    "pick_photos",
    "remove_photos",
    "set_regions",
    "look_for_suggestions",
    "dismiss_suggestion",
    "carry_regions",
    "set_people",
    "set_taken_on",
    "link",
    "unlink",
    "declare_no_person",
    "set_use",
    "review",
    "check",
    "copy_to_show",
    "record_answer",
    // people
    "list_person",
    "take_off_person",
    "declare_bystander",
    "take_back_bystander",
    // consents
    "form_from_drop",
    "pick_form",
    "discard_form",
    "save_record",
    "change_record",
    "records",
    "record",
    "withdraw",
    "set_record_status",
    "record_versions",
    "form_pages",
    "export_fhir",
    "pick_fhir",
    "enter_fhir",
    "discard_fhir",
    // exports
    "export_photos",
    "copies",
    "whose_dropped",
    "pick_whose",
    "note_place",
    "save_certificate",
    "save_receipt",
    "save_letter",
    "contact",
    "verify_ledger",
];

fn main() {
    let commands = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        // `{:#}` names the cause too; a build script speaks through its exit status.
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
