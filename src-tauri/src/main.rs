//! The window of Safelight. It holds photos by an opaque id, asks the library and shows the answer: it decides
//! nothing, and no path ever comes from the web view.
#![forbid(unsafe_code)]
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod commands;
mod drafts;
mod drops;
mod failure;
mod folders;
mod idle;
mod paper;
mod pictures;
mod records;
mod regions;
mod remedies;
mod state;
mod summary;
mod walls;
mod wire;

use tauri::{Builder, Manager};

fn main() -> tauri::Result<()> {
    if let Some(asked) = paper::asked() {
        std::process::exit(paper::answer(asked));
    }
    #[cfg(target_os = "linux")]
    restart_without_dmabuf();
    Builder::default()
        .plugin(walls::plugin())
        .register_asynchronous_uri_scheme_protocol("photo", pictures::answer)
        .on_window_event(drops::hear)
        .setup(|app| {
            app.manage(state::Desk::new(folders::register()?));
            idle::watch(app.handle().clone());
            walls::open_window(app)?;
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::settings::register_state,
            commands::settings::create_register,
            commands::settings::unlock_register,
            commands::settings::lock_register,
            commands::settings::settings,
            commands::settings::choose_output_folder,
            commands::settings::set_strictness,
            commands::settings::set_profile,
            commands::keeping::stir,
            commands::keeping::set_idle_minutes,
            commands::keeping::back_up_register,
            commands::keeping::restore_register,
            commands::keeping::change_passphrase,
            commands::keychain::unlock_from_keychain,
            commands::keychain::set_keychain,
            commands::photos::photos,
            commands::photos::photo,
            commands::photos::add_dropped,
            commands::photos::pick_photos,
            commands::photos::remove_photos,
            commands::photos::set_regions,
            commands::suggestions::look_for_suggestions,
            commands::suggestions::dismiss_suggestion,
            commands::suggestions::carry_regions,
            commands::photos::set_people,
            commands::photos::set_taken_on,
            commands::photos::link,
            commands::photos::unlink,
            commands::photos::declare_no_person,
            commands::people::list_person,
            commands::people::take_off_person,
            commands::people::declare_bystander,
            commands::people::take_back_bystander,
            commands::photos::set_use,
            commands::photos::review,
            commands::photos::check,
            commands::showing::copy_to_show,
            commands::showing::record_answer,
            commands::forms::form_from_drop,
            commands::forms::pick_form,
            commands::forms::discard_form,
            commands::consents::save_record,
            commands::consents::change_record,
            commands::consents::records,
            commands::consents::record,
            commands::consents::withdraw,
            commands::consents::set_record_status,
            commands::consents::record_versions,
            commands::forms::form_pages,
            commands::fhir::export_fhir,
            commands::fhir::pick_fhir,
            commands::fhir::enter_fhir,
            commands::fhir::discard_fhir,
            commands::exports::export_photos,
            commands::exports::copies,
            commands::after::whose_dropped,
            commands::after::pick_whose,
            commands::after::note_place,
            commands::after::save_certificate,
            commands::after::save_receipt,
            commands::after::save_letter,
            commands::after::contact,
            commands::exports::verify_ledger,
        ])
        .run(tauri::generate_context!())
}

/// `WebKitGTK`'s DMA-BUF renderer leaves the window blank on some graphics drivers. Setting a variable is unsafe
/// once threads may run, so the program takes its own place with the variable set.
#[cfg(target_os = "linux")]
fn restart_without_dmabuf() {
    use std::os::unix::process::CommandExt;
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // It only comes back when it could not be done; then the window opens as it is.
        let _ = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, "1")
            .exec();
    }
}
