//! Predicts the next letter of a text from the three before it, with layers from `keisan::layers` and one of its own; then writes a line
//! by itself.

use keisan::optim::{AdamW, Optimizer};
use keisan::random::{Rng, seeded};
use keisan::{Labels, SMatrix, graph};

/// The letters of the text, and the space.
const LETTERS: usize = 27;
/// The width of all that lies between the letters that are known and the one that is asked for.
const WIDTH: usize = 48;
const BATCH: usize = 64;

/// The beginning of the Rime of the Ancient Mariner.
const TEXT: &str = "it is an ancient mariner and he stoppeth one of three by thy long grey beard and glittering eye now wherefore \
    stoppst thou me the bridegrooms doors are opened wide and i am next of kin the guests are met the feast is set mayst hear the \
    merry din he holds him with his skinny hand there was a ship quoth he hold off unhand me greybeard loon eftsoons his hand dropt he ";

graph! {
    use keisan::layers::{Dense, Embedding, RmsNorm, ResidualMlp};

    /// What three letters have in common, whatever the order in which they are read.
    layer Context<N, C>(first, second, third) -> [_, C] {
        layer letter = Embedding<N, C>;
        // One table for all places; a matrix for each place tells them apart.
        layer far = Dense<C, C>;
        layer near = Dense<C, C>;
        far(letter(first)) + near(letter(second)) + letter(third)
    }

    /// The next letter.
    pub graph Letters<const B: usize> {
        labels first:  [B] in LETTERS;
        labels second: [B] in LETTERS;
        labels third:  [B] in LETTERS;
        labels next:   [B] in LETTERS;

        layer context = Context<LETTERS, WIDTH>;
        layer lower = ResidualMlp<WIDTH, WIDTH>;
        layer upper = ResidualMlp<WIDTH, WIDTH>;
        layer norm = RmsNorm<WIDTH>;
        layer head = Dense<WIDTH, LETTERS>;

        let h = upper(lower(context(first, second, third)));
        output probs = softmax(head(norm(h)));
        loss = mean(cross_entropy(probs, next));
    }
}

/// The letters as numbers: 0 is the space.
fn letters() -> Vec<usize> {
    TEXT.bytes().map(|byte| if byte == b' ' { 0 } else { usize::from(byte - b'a') + 1 }).collect()
}

fn letter(class: usize) -> char {
    if class == 0 { ' ' } else { char::from(b'a' + u8::try_from(class - 1).unwrap_or(0)) }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = letters();
    let mut rng = seeded(3);
    let mut params = LettersParams::init_boxed(&mut rng);
    let mut grads = LettersParams::zeros_boxed();
    let mut net = Letters::<BATCH>::boxed();
    let mut optimizer = AdamW::new(1e-3, &*params);
    println!("{} parameters, in layers: the head alone has {}", LettersParams::COUNT, LettersHeadParams::COUNT);

    for step in 0..=800 {
        let starts: Vec<usize> = (0..BATCH).map(|_| below(text.len() - 3, &mut rng)).collect();
        let at = |ahead: usize| Labels::<BATCH, LETTERS>::try_from_iter(starts.iter().map(|start| text[start + ahead]));
        let (first, second, third, next) = (at(0)?, at(1)?, at(2)?, at(3)?);
        let pass = net.forward(&params, LettersInputs { first: &first, second: &second, third: &third, next: &next });
        let loss = pass.loss();
        pass.backward(&mut grads);
        optimizer.step(&mut *params, &*grads);
        if step % 200 == 0 {
            println!("step {step:3}: loss {loss:.3}");
        }
    }

    // The same parameters, a letter at a time.
    let mut one = Letters::<1>::boxed();
    let mut written: Vec<usize> = text[..3].to_vec();
    while written.len() < 72 {
        let back = |behind: usize| Labels::<1, LETTERS>::new([written[written.len() - behind]]);
        let probs = one.predict(&params, &back(3)?, &back(2)?, &back(1)?);
        written.push(drawn(probs, &mut rng));
    }
    println!("{}", written.into_iter().map(letter).collect::<String>());
    Ok(())
}

/// A number below `bound`.
fn below(bound: usize, rng: &mut impl Rng) -> usize {
    usize::try_from(rng.next_u64() % bound as u64).unwrap_or(0)
}

/// A class, each as often as its probability says.
fn drawn(probs: &SMatrix<f32, 1, LETTERS>, rng: &mut impl Rng) -> usize {
    let mut rest = f32::from(u16::try_from(rng.next_u32() >> 16).unwrap_or(0)) / 65536.0;
    for (class, prob) in probs.iter().enumerate() {
        rest -= prob;
        if rest < 0.0 {
            return class;
        }
    }
    LETTERS - 1
}
