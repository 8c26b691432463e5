//! Whose words the program speaks. Charities and schools keep the same records under other words.

use crate::term::terms;

terms! {
    /// Who keeps the register.
    Profile, "profile" {
        Clinical = "clinical", "a clinic: patients give consent";
        Charity = "charity", "a charity: people and participants give permission";
        School = "school", "a school: children's families give permission";
    }
}
