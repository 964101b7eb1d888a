//! Phone numbers from the range kept for fiction (555-0100 to 555-0199 in every area), written
//! the many ways people write them.
use super::random::Random;

/// Around the Bay and in Hawaii first.
pub const LOCAL: [u16; 14] = [415, 510, 408, 650, 925, 808, 669, 707, 628, 341, 831, 209, 916, 530];

/// Where people moved from, or to.
pub const FAR: [u16; 46] = [
    213, 310, 323, 424, 562, 619, 626, 657, 661, 714, 747, 760, 805, 818, 858, 909, 949, 951, 206,
    253, 360, 425, 503, 541, 971, 702, 775, 480, 520, 602, 623, 208, 303, 720, 801, 512, 713, 214,
    281, 832, 972, 212, 646, 718, 312, 773,
];

const NUMBERS: usize = 100;

/// The `slot`th number there is: no number comes twice before every one was used, local ones first.
/// `start` lets each workspace begin at another place.
pub fn number(slot: usize, start: usize, random: &mut Random) -> String {
    let (local, far) = (LOCAL.len() * NUMBERS, FAR.len() * NUMBERS);
    let slot = slot % (local + far);
    let (areas, turn) = if slot < local { (&LOCAL[..], slot) } else { (&FAR[..], slot - local) };
    // A stride with no common factor walks every pair of area and number once, out of order.
    let step = (start + turn * 577) % (areas.len() * NUMBERS);
    written(areas[step % areas.len()], 100 + step / areas.len(), random)
}

fn written(area: u16, line: usize, random: &mut Random) -> String {
    match random.below(20) {
        0..8 => format!("({area}) 555-0{line}"),
        8..12 => format!("{area}-555-0{line}"),
        12..14 => format!("{area}.555.0{line}"),
        14..16 => format!("+1 {area} 555 0{line}"),
        16 => format!("+1{area}5550{line}"),
        17 => format!("{area}5550{line}"),
        18 => format!("1-{area}-555-0{line}"),
        _ => format!("{area} 555 0{line}"),
    }
}

/// The same number as somebody else would have typed it.
pub fn rewritten(phone: &str, random: &mut Random) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let ten = &digits[digits.len() - 10..];
    let area = ten[..3].parse().expect("three digits");
    written(area, ten[7..].parse().expect("three digits"), random)
}
