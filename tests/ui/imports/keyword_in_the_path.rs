use keisan::graph;

graph! {
    use const::Dense;
    graph G<const B: usize> {
        input x: [B, 4];
        output y = x;
    }
}

fn main() {}
