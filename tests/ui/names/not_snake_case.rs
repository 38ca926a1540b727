use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param W1: [4, 2] = he_normal;
        output h = x @ W1;
    }
}

fn main() {}
