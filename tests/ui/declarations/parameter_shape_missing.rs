use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w = he_normal;
        output h = x @ w;
    }
}

fn main() {}
