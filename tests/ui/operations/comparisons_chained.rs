use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = 0 < x < 1;
    }
}

fn main() {}
