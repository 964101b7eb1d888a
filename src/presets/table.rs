//! The presets themselves: all ordinary data once they are applied.
use super::{Family, Preset};
use crate::{
    contacts::{
        fields::packs::Pack,
        lists::Colour::{self, Blue, Green, Orange, Pink, Red, Teal, Violet, Yellow},
    },
    settings::MailProvider,
};

/// What most have in common: nothing to approve, texting allowed, mail by Mailgun.
const USUAL: Preset = Preset {
    key: "",
    family: Family::Plain,
    name: "",
    purpose: "",
    welcome: "",
    stages: &[],
    tags: &[],
    packs: &[],
    needs_approval: false,
    may_text: true,
    mail_provider: MailProvider::Mailgun,
};

type Lists = &'static [(&'static str, Colour)];

/// The pipeline that the specification names, for loans and for whatever is sold step by step.
const PIPELINE: Lists = &[
    ("Leads", Blue),
    ("Prospects", Violet),
    ("Applications", Yellow),
    ("Closed", Green),
    ("Lost", Red),
];

/// A circle is no pipeline: nobody is anybody's lead.
const CIRCLE: Lists =
    &[("Family", Pink), ("Friends", Blue), ("Neighbours", Teal), ("Holiday cards", Red)];

pub const ALL: [Preset; 11] = [
    Preset {
        key: "sales-pipeline",
        name: "Sales pipeline",
        purpose: "People who may buy, from the first word to the order",
        welcome: "Add the people you talk to, and move each to the next stage as it goes on.",
        stages: &[
            ("New", Blue),
            ("Contacted", Teal),
            ("Offer made", Yellow),
            ("Won", Green),
            ("Lost", Red),
        ],
        tags: &[("Hot", Orange), ("Referral", Violet), ("Newsletter", Teal)],
        ..USUAL
    },
    Preset {
        key: "client-services",
        name: "Client services",
        purpose: "Clients whose work is done in projects, and who come back",
        welcome: "Add your clients of today first; who asks for a proposal comes next.",
        stages: &[
            ("Inquiry", Blue),
            ("Proposal", Yellow),
            ("Active client", Green),
            ("Paused", Orange),
            ("Past client", Violet),
        ],
        tags: &[("Retainer", Green), ("Referral", Violet), ("Newsletter", Teal)],
        ..USUAL
    },
    Preset {
        key: "property",
        name: "Property",
        purpose: "Buyers, sellers and tenants of homes",
        welcome: "Add buyers and sellers, and tag which they are; many are both.",
        stages: &[
            ("Leads", Blue),
            ("Viewing", Teal),
            ("Offer", Yellow),
            ("Under contract", Orange),
            ("Closed", Green),
            ("Lost", Red),
        ],
        tags: &[("Buyer", Blue), ("Seller", Violet), ("Tenant", Teal), ("Investor", Orange)],
        packs: &[Pack::Realtor],
        ..USUAL
    },
    Preset {
        key: "personal-circle",
        name: "Personal circle",
        purpose: "Family, friends and neighbours, with birthdays and who belongs to whom",
        welcome: "Begin with those whose birthday you never want to miss.",
        tags: CIRCLE,
        packs: &[Pack::Personal],
        ..USUAL
    },
    Preset {
        key: "loan-factory",
        family: Family::Example,
        name: "Loan Factory",
        purpose: "Mortgage: borrowers from the first call to the closing",
        welcome: "Add your borrowers. Campaigns wait for approval here, and nobody is sent texts.",
        stages: PIPELINE,
        tags: &[
            ("First-time buyer", Teal),
            ("Refinance", Yellow),
            ("VA loan", Blue),
            ("Self-employed", Violet),
            ("Referral", Green),
            ("Hot", Orange),
        ],
        packs: &[Pack::Mortgage, Pack::Personal],
        needs_approval: true,
        may_text: false,
        mail_provider: MailProvider::Google,
    },
    Preset {
        key: "maistory",
        family: Family::Example,
        name: "MaiStory",
        purpose: "Readers and families who have their story told",
        welcome: "Add who asked about a story; the stage shows how far it has come.",
        stages: &[
            ("Curious", Blue),
            ("In talks", Teal),
            ("Recording", Yellow),
            ("Published", Green),
        ],
        tags: &[("Storyteller", Pink), ("Sponsor", Green), ("Volunteer", Teal), ("Press", Violet)],
        packs: &[Pack::Personal],
        ..USUAL
    },
    Preset {
        key: "rateready-realtors",
        family: Family::Example,
        name: "RateReady Realtors",
        purpose: "Real-estate agents who send their buyers to you",
        welcome: "Add the agents you know, and tag those who already send you buyers.",
        stages: &[("New", Blue), ("Introduced", Teal), ("Partner", Green), ("Inactive", Orange)],
        tags: &[
            ("Top producer", Green),
            ("Luxury", Pink),
            ("Co-hosts events", Violet),
            ("Newsletter", Blue),
        ],
        packs: &[Pack::Realtor],
        ..USUAL
    },
    Preset {
        key: "ai-consulting",
        family: Family::Example,
        name: "AI Consulting",
        purpose: "Companies that want help with AI, from the inquiry to the project",
        welcome: "Add who asked; the proposal stage is where most need a second call.",
        stages: &[
            ("Leads", Blue),
            ("Discovery", Teal),
            ("Proposal", Yellow),
            ("Client", Green),
            ("Lost", Red),
        ],
        tags: &[("Automation", Teal), ("Training", Violet), ("Newsletter", Blue), ("Hot", Orange)],
        ..USUAL
    },
    Preset {
        key: "family-and-friends",
        family: Family::Example,
        name: "Family & Friends",
        purpose: "The people who matter, with birthdays and who belongs to whom",
        welcome: "Begin with those whose birthday you never want to miss.",
        tags: CIRCLE,
        packs: &[Pack::Personal],
        mail_provider: MailProvider::Microsoft,
        ..USUAL
    },
    Preset {
        key: "coldwell-banker",
        family: Family::Example,
        name: "Coldwell Banker Contacts",
        purpose: "A real-estate agent’s buyers, sellers and past clients",
        welcome: "Add your past clients first: they are who sends the next ones.",
        stages: &[
            ("Leads", Blue),
            ("Buyers", Teal),
            ("Sellers", Violet),
            ("Under contract", Orange),
            ("Closed", Green),
            ("Lost", Red),
        ],
        tags: &[
            ("Past client", Green),
            ("Investor", Violet),
            ("Relocating", Teal),
            ("Referral", Blue),
            ("Hot", Orange),
        ],
        packs: &[Pack::Realtor, Pack::Personal],
        mail_provider: MailProvider::Microsoft,
        ..USUAL
    },
    Preset {
        key: "open-houses",
        family: Family::Example,
        name: "Real Estate Open Houses",
        purpose: "Visitors of open houses, and what became of the visit",
        welcome: "Add everybody who signed the visitors’ sheet, and tag the house.",
        stages: &[
            ("Visitors", Blue),
            ("Follow-up", Teal),
            ("Touring", Yellow),
            ("Offer", Orange),
            ("Not interested", Red),
        ],
        tags: &[
            ("Neighbour", Teal),
            ("Pre-approved", Green),
            ("Has an agent", Violet),
            ("First-time buyer", Yellow),
        ],
        packs: &[Pack::Realtor],
        mail_provider: MailProvider::Microsoft,
        ..USUAL
    },
];
