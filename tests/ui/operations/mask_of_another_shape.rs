use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        input mask: [B, 3];
        output h = select(mask, x, 0);
    }
}

fn main() {}
