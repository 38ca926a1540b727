use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 4];
        loss = square(x - y);
    }
}

fn main() {}
