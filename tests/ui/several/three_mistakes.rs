use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 0];
        parm w: [4, 2] = he_normal;
        let h = x ** w;
        output h;
    }
}

fn main() {}
