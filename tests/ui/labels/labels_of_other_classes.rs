// Labels are checked when they are made, and their number of classes is part of their type.
use keisan::{Labels, graph};

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        labels y: [B] in 10;
        output h = gather(x, y);
    }
}

fn main() {
    let labels = Labels::<2, 9>::new([0, 8]).unwrap();
    let _ = GInputs { x: &keisan::SMatrix::<f32, 2, 10>::zeros(), y: &labels };
}
