use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = power(x, 2);
    }
}

fn main() {}
