//! Names as one meets them around the Bay and in Hawaii.
use super::random::Random;

pub struct Name {
    pub first: String,
    pub last: String,
}

struct Origin {
    /// Of a hundred people.
    share: usize,
    firsts: &'static [&'static str],
    lasts: &'static [&'static str],
    /// Of a hundred, how many go by an English first name.
    english: usize,
    /// Of a hundred, how many carry two family names, and what stands between them.
    double: (usize, char),
}

/// The most common names stand first in each list.
#[rustfmt::skip]
const ENGLISH: [&str; 112] = [
    "Michael", "Jennifer", "David", "Jessica", "Kevin", "Michelle", "Andrew", "Emily", "Daniel",
    "Christine", "Brian", "Amanda", "Jason", "Lisa", "Eric", "Nicole", "Ryan", "Karen", "Steven",
    "Amy", "Matthew", "Stephanie", "Christopher", "Elizabeth", "Anthony", "Grace", "James",
    "Vanessa", "Justin", "Angela", "Robert", "Tiffany", "William", "Sarah", "Brandon", "Megan",
    "Jonathan", "Rachel", "Thomas", "Katherine", "Nathan", "Lauren", "Patrick", "Melissa", "Tyler",
    "Hannah", "Joseph", "Olivia", "Aaron", "Diana", "Kyle", "Samantha", "Richard", "Rebecca",
    "Sean", "Julie", "Peter", "Kimberly", "Scott", "Laura", "Gregory", "Heather", "Timothy",
    "Natalie", "Benjamin", "Sophia", "Alex", "Allison", "Derek", "Erin", "Jeffrey", "Kelly",
    "Marcus", "Monica", "Paul", "Victoria", "Edward", "Denise", "Keith", "Jasmine", "Gary",
    "Holly", "Dennis", "Claire", "Craig", "Paula", "Douglas", "Leah", "Victor", "Teresa",
    "Raymond", "Valerie", "Vincent", "Brenda", "Philip", "Cynthia", "Trevor", "Audrey", "Wesley",
    "Bridget", "Darren", "Felicia", "Howard", "Gloria", "Spencer", "Ivy", "Travis", "Joyce",
    "Walter", "Marilyn", "Zachary", "Naomi",
];

#[rustfmt::skip]
const ANGLO: [&str; 100] = [
    "Johnson", "Smith", "Miller", "Williams", "Anderson", "Brown", "Davis", "Wilson", "Taylor",
    "Thompson", "Moore", "Clark", "Martin", "Jackson", "White", "Harris", "Lewis", "Walker",
    "Robinson", "Young", "Hall", "Allen", "Wright", "King", "Baker", "Hill", "Campbell",
    "Mitchell", "Roberts", "Carter", "Phillips", "Evans", "Turner", "Parker", "Collins",
    "Edwards", "Stewart", "Morris", "Murphy", "Cook", "Rogers", "Peterson", "Cooper", "Reed",
    "Bailey", "Kelly", "Howard", "Ward", "Cox", "Richardson", "Wood", "Watson", "Brooks",
    "Bennett", "Gray", "Hughes", "Price", "Myers", "Long", "Foster", "Sanders", "Ross", "Russell",
    "Sullivan", "Fisher", "Henderson", "Coleman", "Simmons", "Patterson", "Jordan", "Reynolds",
    "Graham", "Wallace", "Cole", "West", "Hayes", "Bryant", "Ellis", "Stevens", "Gibson",
    "Marshall", "Owens", "Harrison", "McDonald", "O'Brien", "O'Connor", "Kennedy", "Warren",
    "Dixon", "Burns", "Gordon", "Shaw", "Holmes", "Rice", "Hunt", "Palmer", "Mills", "Schmidt",
    "Larsen", "Rossi",
];

#[rustfmt::skip]
const VIETNAMESE_FIRST: [&str; 52] = [
    "Minh", "Linh", "Anh", "Thao", "Huy", "Lan", "Tuan", "Mai", "Dung", "Huong", "Khoa", "Ngoc",
    "Long", "Trang", "Son", "Thuy", "Phuong", "Hai", "Hoa", "Nam", "Ha", "Bao", "Yen", "Quang",
    "Hien", "Duc", "Nga", "Viet", "Loan", "Thanh", "Tam", "Hung", "Van", "Khanh", "Vy", "Phong",
    "Nhi", "Tien", "My", "Trung", "Diem", "Cuong", "Xuan", "Kim-Anh", "Minh-Chau", "Bảo", "Hương",
    "Đức", "Thu Trang", "Ngọc Anh", "Quoc Huy", "Thanh Ha",
];

#[rustfmt::skip]
const VIETNAMESE_LAST: [&str; 30] = [
    "Nguyen", "Tran", "Le", "Pham", "Hoang", "Huynh", "Vo", "Dang", "Phan", "Bui", "Do", "Ho",
    "Ngo", "Duong", "Ly", "Vu", "Truong", "Dinh", "Trinh", "Luong", "Mai", "Cao", "Chau", "Ta",
    "Quach", "Lam", "Thai", "Nguyễn", "Trần", "Đặng",
];

#[rustfmt::skip]
const HISPANIC_FIRST: [&str; 58] = [
    "Maria", "Jose", "Carlos", "Ana", "Luis", "Guadalupe", "Juan", "Rosa", "Miguel", "Carmen",
    "Jorge", "Alejandra", "Francisco", "Gabriela", "Javier", "Leticia", "Ricardo", "Daniela",
    "Eduardo", "Veronica", "Fernando", "Patricia", "Manuel", "Claudia", "Roberto", "Adriana",
    "Sergio", "Silvia", "Alejandro", "Marisol", "Antonio", "Yolanda", "Rafael", "Elena", "Hector",
    "Beatriz", "Oscar", "Lucia", "Raul", "Esperanza", "Ramon", "Isabel", "Ruben", "Monserrat",
    "Arturo", "Ximena", "Ernesto", "Paloma", "Gerardo", "Araceli", "José", "María", "Sofía",
    "Andrés", "Joaquín", "Inés", "Emiliano", "Itzel",
];

#[rustfmt::skip]
const HISPANIC_LAST: [&str; 54] = [
    "Garcia", "Hernandez", "Lopez", "Martinez", "Gonzalez", "Rodriguez", "Perez", "Sanchez",
    "Ramirez", "Torres", "Flores", "Rivera", "Gomez", "Diaz", "Cruz", "Reyes", "Morales",
    "Gutierrez", "Ortiz", "Chavez", "Ramos", "Ruiz", "Mendoza", "Alvarez", "Jimenez", "Castillo",
    "Vasquez", "Romero", "Moreno", "Herrera", "Medina", "Aguilar", "Vargas", "Guzman", "Mendez",
    "Salazar", "Soto", "Delgado", "Rojas", "Contreras", "Luna", "Estrada", "Ortega", "Guerrero",
    "Nunez", "Dominguez", "Vega", "Cervantes", "Muñoz", "Peña", "Ibáñez", "Zamora", "Cisneros",
    "Villanueva",
];

#[rustfmt::skip]
const FILIPINO_FIRST: [&str; 44] = [
    "Maricel", "Jun", "Rowena", "Rommel", "Liza", "Ramil", "Cherry", "Dennis", "Jocelyn", "Noel",
    "Marites", "Rodel", "Analyn", "Ferdinand", "Grace", "Jayson", "Melanie", "Arnel", "Rosalie",
    "Jericho", "Lourdes", "Edgar", "Imelda", "Reynaldo", "Corazon", "Angelo", "Ligaya", "Benjie",
    "Maria Teresa", "Dominador", "Princess", "Jerome", "Tess", "Bong", "Evangeline", "Rico",
    "Aileen", "Efren", "Mary Ann", "Gilbert", "Divina", "Nestor", "Charmaine", "John Paul",
];

#[rustfmt::skip]
const FILIPINO_LAST: [&str; 48] = [
    "Santos", "Reyes", "Cruz", "Bautista", "Ocampo", "Garcia", "Mendoza", "Torres", "Aquino",
    "Villanueva", "Ramos", "Castro", "Rivera", "Flores", "Dela Cruz", "Navarro", "Domingo",
    "Pascual", "Mercado", "Salvador", "Valdez", "Manalo", "Agbayani", "Dizon", "Macaraeg",
    "Pangilinan", "Soriano", "Tolentino", "De Leon", "Abad", "Cabrera", "Magsaysay", "Lacson",
    "Panganiban", "Galang", "Evangelista", "Del Rosario", "San Juan", "Bondoc", "Quizon",
    "Tagle", "Baluyot", "Catacutan", "Dimaculangan", "Batungbakal", "Salonga", "Yap", "Ong",
];

#[rustfmt::skip]
const HAWAIIAN_FIRST: [&str; 28] = [
    "Kai", "Leilani", "Keoni", "Malia", "Makoa", "Noelani", "Kekoa", "Kalani", "Ikaika", "Nani",
    "Kawika", "Pua", "Kimo", "Mahina", "Nainoa", "Kailani", "Akira", "Yuki", "Kenji", "Emi",
    "Hiro", "Naomi", "Sione", "Mele", "Keiko", "Tomiko", "Kaleo", "Kaʻiulani",
];

#[rustfmt::skip]
const HAWAIIAN_LAST: [&str; 34] = [
    "Tanaka", "Kealoha", "Nakamura", "Yamamoto", "Kahale", "Sato", "Watanabe", "Kalama", "Higa",
    "Kawamoto", "Akana", "Shimizu", "Kaneshiro", "Kamakana", "Oshiro", "Mahoe", "Fujimoto",
    "Nakasone", "Kapaona", "Miyashiro", "Fonoti", "Tupou", "Moriyama", "Kekauoha", "Ching",
    "Kamaka", "Arakaki", "Souza", "Medeiros", "Uyehara", "Keawe", "Takara", "Hoʻopai",
    "Kaʻahumanu",
];

#[rustfmt::skip]
const EAST_ASIAN_FIRST: [&str; 24] = [
    "Wei", "Mei", "Jun", "Xin", "Hao", "Ling", "Jian", "Yan", "Ming", "Hui", "Li", "Feng", "Ying",
    "Tao", "Qing", "Lei", "Ji-woo", "Min-jun", "Soo-jin", "Hyun-woo", "Eun-ji", "Xiaoming",
    "Yuhan", "Zihan",
];

#[rustfmt::skip]
const EAST_ASIAN_LAST: [&str; 34] = [
    "Chen", "Lee", "Wong", "Kim", "Wang", "Liu", "Park", "Chan", "Lin", "Huang", "Choi", "Zhang",
    "Lau", "Yang", "Cheng", "Leung", "Ng", "Chow", "Cheung", "Jung", "Hsu", "Kwan", "Li", "Wu",
    "Zhao", "Tsai", "Chiu", "Kang", "Yoon", "Fong", "Tang", "Hwang", "Liang", "Xu",
];

#[rustfmt::skip]
const INDIAN_FIRST: [&str; 26] = [
    "Priya", "Arjun", "Anjali", "Rahul", "Deepa", "Vikram", "Sunita", "Amit", "Kavya", "Sanjay",
    "Meera", "Rohan", "Lakshmi", "Suresh", "Neha", "Harpreet", "Divya", "Anand", "Pooja", "Ravi",
    "Nisha", "Manoj", "Gurpreet", "Aditya", "Shreya", "Kiran",
];

#[rustfmt::skip]
const INDIAN_LAST: [&str; 22] = [
    "Patel", "Singh", "Sharma", "Shah", "Gupta", "Reddy", "Rao", "Kumar", "Iyer", "Desai", "Mehta",
    "Nair", "Gill", "Joshi", "Krishnan", "Banerjee", "Dhillon", "Agarwal", "Menon", "Verma",
    "Kapoor", "Subramanian",
];

/// Share of a hundred, first names, last names, English first names of a hundred, double names.
const ORIGINS: [Origin; 7] = [
    origin(30, &ENGLISH, &ANGLO, 100, (5, '-')),
    origin(20, &VIETNAMESE_FIRST, &VIETNAMESE_LAST, 40, (2, '-')),
    origin(18, &HISPANIC_FIRST, &HISPANIC_LAST, 22, (22, ' ')),
    origin(14, &FILIPINO_FIRST, &FILIPINO_LAST, 45, (7, '-')),
    origin(7, &HAWAIIAN_FIRST, &HAWAIIAN_LAST, 50, (3, '-')),
    origin(7, &EAST_ASIAN_FIRST, &EAST_ASIAN_LAST, 70, (2, '-')),
    origin(4, &INDIAN_FIRST, &INDIAN_LAST, 10, (2, '-')),
];

pub fn name(random: &mut Random) -> Name {
    let origin = one_origin(random);
    let firsts = if random.percent(origin.english) { &ENGLISH[..] } else { origin.firsts };
    let mut first = random.pick_common(firsts).to_owned();
    if random.percent(7) {
        first.push(' ');
        first.push(char::from(random.pick(b"ABCDEFGHJKLMNPRSTVW")));
        first.push('.');
    }
    let mut last = random.pick_common(origin.lasts).to_owned();
    let (chance, between) = origin.double;
    if random.percent(chance) {
        let second = random.pick(origin.lasts);
        if second != last {
            last.push(between);
            last.push_str(second);
        }
    }
    Name { first, last }
}

const fn origin(
    share: usize,
    firsts: &'static [&'static str],
    lasts: &'static [&'static str],
    english: usize,
    double: (usize, char),
) -> Origin {
    Origin { share, firsts, lasts, english, double }
}

fn one_origin(random: &mut Random) -> &'static Origin {
    let mut left = random.below(100);
    for origin in &ORIGINS {
        if left < origin.share {
            return origin;
        }
        left -= origin.share;
    }
    unreachable!("the shares add up to a hundred")
}

/// As it would stand in an address: small Latin letters only.
pub fn plain(text: &str) -> String {
    text.chars().filter_map(letter).collect()
}

fn letter(char: char) -> Option<char> {
    Some(match char {
        'A'..='Z' | 'a'..='z' | '0'..='9' => char.to_ascii_lowercase(),
        'á' | 'ả' | 'ầ' | 'ặ' => 'a',
        'Đ' => 'd',
        'é' | 'ễ' => 'e',
        'í' => 'i',
        'ñ' => 'n',
        'ọ' | 'ơ' => 'o',
        'ư' | 'ứ' => 'u',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_every_name_has_a_plain_form() {
        let names = ORIGINS.iter().flat_map(|origin| origin.firsts.iter().chain(origin.lasts));
        for name in names {
            let spoken = name.chars().filter(|char| !" '-ʻ.".contains(*char)).count();
            assert_eq!(plain(name).len(), spoken, "{name} became {}", plain(name));
        }
    }

    #[test]
    fn the_shares_add_up() {
        assert_eq!(ORIGINS.iter().map(|origin| origin.share).sum::<usize>(), 100);
    }
}
