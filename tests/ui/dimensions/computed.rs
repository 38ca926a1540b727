use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 2 * B];
        input v: [B, 4];
        output h = sum(x) * v;
    }
}

fn main() {}
