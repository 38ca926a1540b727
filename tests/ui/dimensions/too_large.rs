use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [99999999999999999999];
        input v: [B, 4];
        output h = sum(x) * v;
    }
}

fn main() {}
