use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = if x { 1 } else { 2 };
    }
}

fn main() {}
