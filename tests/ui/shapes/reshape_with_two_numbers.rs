use keisan::graph;

graph! {
    pub graph G {
        param w: [4, 3] = he_normal;
        loss = sum(square(reshape(w, 2, 6)));
    }
}

fn main() {}
