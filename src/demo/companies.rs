//! Where people work, as it fits the workspace's line. The names are made up.
use super::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Mortgage,
    Stories,
    Realtors,
    Consulting,
    Circle,
    Homes,
    OpenHouses,
}

#[rustfmt::skip]
const PLACES: [&str; 36] = [
    "Bayline", "Fogbank", "Redwood Hollow", "Tamarind", "Harborlight", "Pearl Cove", "Plumeria",
    "Golden Poppy", "Ironhorse", "Windward Reef", "Saltgrass", "Two Bridges", "Mariner Hill",
    "Koa Tree", "Monarch Grove", "Sierra Lantern", "Kite Hill", "Blue Heron", "Old Cannery",
    "Lotus Gate", "Manzanita", "Copper Kettle", "Seventh Pier", "Tidewater Oak",
    "Silver Eucalyptus", "Halyard", "Mango Lane", "Cypress Row", "Paper Crane",
    "Sunny Slope", "Long Meadow", "Jasmine Court", "North Jetty", "Banyan", "Stonefruit",
    "Morning Tide",
];

#[rustfmt::skip]
const EMPLOYERS: [&str; 22] = [
    "Dental", "Software", "Biotech", "Logistics", "Construction", "Elementary School",
    "Medical Group", "Electric", "Auto Repair", "Catering", "Landscaping", "Robotics", "Nail Bar",
    "Pharmacy", "Physical Therapy", "Hotel Group", "Noodle House", "Roasters", "Plumbing",
    "Freight", "Credit Union", "Veterinary",
];

#[rustfmt::skip]
const HOUSING: [&str; 16] = [
    "Escrow", "Title", "Insurance Agency", "Home Inspections", "Home Staging", "Appraisals",
    "Builders", "Roofing", "Property Management", "Movers", "Photography", "Termite & Pest",
    "Interiors", "Solar", "Notary Services", "Tax & Bookkeeping",
];

#[rustfmt::skip]
const BROKERS: [&str; 10] = [
    "Realty", "Homes", "Properties", "Real Estate", "Real Estate Group", "Brokerage",
    "Realty Partners", "Residential", "Estates", "Property Advisors",
];

#[rustfmt::skip]
const STUDIOS: [&str; 14] = [
    "Studio", "Press", "Film Collective", "Community College", "Foundation", "Books",
    "Cultural Center", "Podcast Network", "Gallery", "Museum", "Bakery", "Language School",
    "Heritage Society", "Media",
];

#[rustfmt::skip]
const CLIENTS: [&str; 16] = [
    "Law", "Accounting", "Dental Group", "Clinic", "Logistics", "Manufacturing", "Analytics",
    "Foods", "Staffing", "Architects", "Engineering", "Insurance", "Senior Care", "Wholesale",
    "Learning", "Hospitality",
];

/// How many of a hundred have a company, and which lists it comes from.
pub fn company(line: Line, random: &mut Random) -> Option<String> {
    let (chance, kinds): (_, &[&[&str]]) = match line {
        Line::Mortgage => (38, &[&EMPLOYERS, &EMPLOYERS, &HOUSING, &BROKERS]),
        Line::Stories => (45, &[&STUDIOS, &STUDIOS, &EMPLOYERS]),
        Line::Realtors => (86, &[&BROKERS]),
        Line::Consulting => (92, &[&CLIENTS]),
        Line::Circle => (8, &[&EMPLOYERS]),
        Line::Homes => (34, &[&EMPLOYERS, &HOUSING]),
        Line::OpenHouses => (10, &[&EMPLOYERS]),
    };
    if !random.percent(chance) {
        return None;
    }
    let kind = random.pick(kinds);
    let ending =
        if kind == CLIENTS { random.pick(&["", "", "", " Inc.", " LLC", ", LLP"]) } else { "" };
    Some(format!("{} {}{ending}", random.pick(&PLACES), random.pick(kind)))
}
