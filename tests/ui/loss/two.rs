use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        loss = mean(x);
        loss = sum(x);
    }
}

fn main() {}
