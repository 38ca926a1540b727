use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = select(x > 0, x);
    }
}

fn main() {}
