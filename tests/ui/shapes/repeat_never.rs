use keisan::graph;

graph! {
    pub graph G {
        param w: [4, 3] = he_normal;
        loss = sum(repeat(w, 0, 2));
    }
}

fn main() {}
